CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "blocks" (
	"id" text PRIMARY KEY NOT NULL,
	"chapter_id" text NOT NULL,
	"position" integer NOT NULL,
	"sub_type" text NOT NULL,
	"nodes" jsonb NOT NULL,
	"planned_with" text
);
--> statement-breakpoint
CREATE TABLE "chapter_snapshots" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"chapter_id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sample_count" bigint NOT NULL,
	"manifest" jsonb NOT NULL,
	"character_times" "bytea" NOT NULL,
	"tags" jsonb NOT NULL,
	CONSTRAINT "chapter_snapshots_conversion_id_unique" UNIQUE("conversion_id")
);
--> statement-breakpoint
CREATE TABLE "chapters" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_converted_at" timestamp with time zone,
	"last_conversion_error" text
);
--> statement-breakpoint
CREATE TABLE "conversion_failures" (
	"conversion_id" text NOT NULL,
	"take_key" text NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "conversion_failures_conversion_id_take_key_pk" PRIMARY KEY("conversion_id","take_key")
);
--> statement-breakpoint
CREATE TABLE "conversion_plans" (
	"conversion_id" text PRIMARY KEY NOT NULL,
	"plan" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversions" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"chapter_id" text,
	"parent_id" text,
	"state" text NOT NULL,
	"characters_total" integer DEFAULT 0 NOT NULL,
	"characters_done" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"request_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "planned_takes" (
	"block_id" text NOT NULL,
	"position" smallint NOT NULL,
	"take_key" text NOT NULL,
	"voice_ref_id" text NOT NULL,
	"characters" integer NOT NULL,
	CONSTRAINT "planned_takes_block_id_position_pk" PRIMARY KEY("block_id","position")
);
--> statement-breakpoint
CREATE TABLE "project_revisions" (
	"project_id" text PRIMARY KEY NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_snapshots" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sample_count" bigint NOT NULL,
	"chapters" jsonb NOT NULL,
	"tags" jsonb NOT NULL,
	CONSTRAINT "project_snapshots_conversion_id_unique" UNIQUE("conversion_id")
);
--> statement-breakpoint
CREATE TABLE "project_voices" (
	"ref_id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"position" integer NOT NULL,
	"voice_id" text NOT NULL,
	"alias" text NOT NULL,
	"stability" real NOT NULL,
	"similarity_boost" real NOT NULL,
	"style" real NOT NULL,
	"speed" real NOT NULL,
	"use_speaker_boost" boolean NOT NULL,
	"volume_gain" real DEFAULT 0 NOT NULL,
	"is_pinned" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"title" text,
	"author" text,
	"description" text,
	"genres" text[],
	"target_audience" text,
	"language" text,
	"content_type" text,
	"original_publication_date" text,
	"mature_content" boolean,
	"isbn_number" text,
	"fiction" text,
	"source_type" text,
	"callback_url" text,
	"volume_normalization" boolean NOT NULL,
	"quality_preset" text NOT NULL,
	"apply_text_normalization" text NOT NULL,
	"default_model_id" text NOT NULL,
	"default_title_voice_ref_id" text NOT NULL,
	"default_paragraph_voice_ref_id" text NOT NULL,
	"creation_status" text NOT NULL,
	"creation_progress" real NOT NULL,
	"creation_error" jsonb,
	"last_converted_at" timestamp with time zone,
	"source_key" text,
	CONSTRAINT "projects_source_key_unique" UNIQUE("source_key")
);
--> statement-breakpoint
CREATE TABLE "takes" (
	"key" text PRIMARY KEY NOT NULL,
	"engine_id" text NOT NULL,
	"voice" text NOT NULL,
	"sample_rate" integer NOT NULL,
	"sample_count" integer NOT NULL,
	"alignment" "bytea" NOT NULL,
	"warnings" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voice_settings" (
	"voice_id" text PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_chapter_id_chapters_id_fk" FOREIGN KEY ("chapter_id") REFERENCES "public"."chapters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chapter_snapshots" ADD CONSTRAINT "chapter_snapshots_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chapters" ADD CONSTRAINT "chapters_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversion_failures" ADD CONSTRAINT "conversion_failures_conversion_id_conversions_id_fk" FOREIGN KEY ("conversion_id") REFERENCES "public"."conversions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversion_plans" ADD CONSTRAINT "conversion_plans_conversion_id_conversions_id_fk" FOREIGN KEY ("conversion_id") REFERENCES "public"."conversions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "planned_takes" ADD CONSTRAINT "planned_takes_block_id_blocks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."blocks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_revisions" ADD CONSTRAINT "project_revisions_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_snapshots" ADD CONSTRAINT "project_snapshots_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_voices" ADD CONSTRAINT "project_voices_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blocks_of_chapter" ON "blocks" USING btree ("chapter_id","position");--> statement-breakpoint
CREATE INDEX "chapter_snapshots_of_chapter" ON "chapter_snapshots" USING btree ("chapter_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "chapter_snapshots_of_project" ON "chapter_snapshots" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "chapters_of_project" ON "chapters" USING btree ("project_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "one_conversion_per_chapter" ON "conversions" USING btree ("chapter_id") WHERE state in ('queued', 'working') and chapter_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_conversion_per_project" ON "conversions" USING btree ("project_id") WHERE state in ('queued', 'working') and chapter_id is null;--> statement-breakpoint
CREATE INDEX "running_conversions" ON "conversions" USING btree ("project_id") WHERE state in ('queued', 'working');--> statement-breakpoint
CREATE INDEX "conversions_of_parent" ON "conversions" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "conversions_of_project" ON "conversions" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "planned_takes_by_key" ON "planned_takes" USING btree ("take_key");--> statement-breakpoint
CREATE INDEX "project_snapshots_of_project" ON "project_snapshots" USING btree ("project_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "project_voices_of_project" ON "project_voices" USING btree ("project_id","position");--> statement-breakpoint
CREATE INDEX "projects_newest" ON "projects" USING btree ("created_at" DESC NULLS LAST);