CREATE TABLE "block_speech_takes" (
	"block_id" text NOT NULL,
	"take_key" text NOT NULL,
	"engine_id" text NOT NULL,
	"voice" text NOT NULL,
	CONSTRAINT "block_speech_takes_block_id_take_key_pk" PRIMARY KEY("block_id","take_key")
);
--> statement-breakpoint
CREATE TABLE "cast_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "cast_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" text NOT NULL,
	"before" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cast_characters" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"keys" text[] NOT NULL,
	"aliases" text[] NOT NULL,
	"gender" text NOT NULL,
	"age" text,
	"voice_id" text,
	"is_narrator" boolean NOT NULL,
	"is_role" boolean NOT NULL,
	"weight" real NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cast_lines" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"chapter_id" text NOT NULL,
	"block_id" text NOT NULL,
	"text_hash" text NOT NULL,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	"character_id" text,
	"confidence" real NOT NULL,
	"evidence" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "casts" (
	"project_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"language_model" text
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"name" text NOT NULL,
	"label" text NOT NULL,
	"value" double precision NOT NULL,
	CONSTRAINT "counters_name_label_pk" PRIMARY KEY("name","label")
);
--> statement-breakpoint
CREATE TABLE "feeds" (
	"project_id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"base_url" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feeds_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "key_usage" (
	"key" text NOT NULL,
	"day" date NOT NULL,
	"name" text NOT NULL,
	"characters" bigint DEFAULT 0 NOT NULL,
	"conversions" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "key_usage_key_day_pk" PRIMARY KEY("key","day")
);
--> statement-breakpoint
CREATE TABLE "podcasts" (
	"project_id" text PRIMARY KEY NOT NULL,
	"request" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"asker" jsonb,
	"script" jsonb,
	"is_approved" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "renditions" (
	"key" text PRIMARY KEY NOT NULL,
	"byte_length" bigint NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voice_levels" (
	"engine_id" text NOT NULL,
	"voice" text NOT NULL,
	"lufs" double precision NOT NULL,
	"seconds" double precision NOT NULL,
	CONSTRAINT "voice_levels_engine_id_voice_pk" PRIMARY KEY("engine_id","voice")
);
--> statement-breakpoint
ALTER TABLE "block_generations" ADD COLUMN "ends_sentence" boolean[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "block_generations" ADD COLUMN "voice_ref_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "requested_by" text;--> statement-breakpoint
ALTER TABLE "planned_takes" ADD COLUMN "ends_sentence" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "creation_type" text DEFAULT 'blank' NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "source_epub" text;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "pauses" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "silences" integer[];--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "sums" "bytea";--> statement-breakpoint
ALTER TABLE "worker_engines" ADD COLUMN "process" text;--> statement-breakpoint
ALTER TABLE "block_speech_takes" ADD CONSTRAINT "block_speech_takes_block_id_block_speeches_block_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_speeches"("block_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cast_changes" ADD CONSTRAINT "cast_changes_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cast_characters" ADD CONSTRAINT "cast_characters_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cast_lines" ADD CONSTRAINT "cast_lines_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cast_lines" ADD CONSTRAINT "cast_lines_chapter_id_chapters_id_fk" FOREIGN KEY ("chapter_id") REFERENCES "public"."chapters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cast_lines" ADD CONSTRAINT "cast_lines_character_id_cast_characters_id_fk" FOREIGN KEY ("character_id") REFERENCES "public"."cast_characters"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "casts" ADD CONSTRAINT "casts_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "podcasts" ADD CONSTRAINT "podcasts_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cast_changes_of_project" ON "cast_changes" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "characters_of_project" ON "cast_characters" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "cast_lines_of_project" ON "cast_lines" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "cast_lines_of_chapter" ON "cast_lines" USING btree ("chapter_id");--> statement-breakpoint
CREATE INDEX "cast_lines_of_character" ON "cast_lines" USING btree ("character_id");--> statement-breakpoint
CREATE INDEX "renditions_by_use" ON "renditions" USING btree ("used_at");