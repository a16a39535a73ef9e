CREATE TABLE "block_generations" (
	"id" text NOT NULL,
	"block_id" text NOT NULL,
	"chapter_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sub_type" text NOT NULL,
	"nodes" jsonb NOT NULL,
	"variation" integer NOT NULL,
	"take_keys" text[] NOT NULL,
	"break_seconds" double precision[] NOT NULL,
	CONSTRAINT "block_generations_block_id_id_pk" PRIMARY KEY("block_id","id")
);
--> statement-breakpoint
CREATE TABLE "block_speeches" (
	"block_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"group_id" text NOT NULL,
	"error_code" text,
	"error_message" text
);
--> statement-breakpoint
ALTER TABLE "blocks" ADD COLUMN "is_locked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "blocks" ADD COLUMN "variation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chapters" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "planned_takes" ADD COLUMN "break_seconds" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "own_dictionary_id" text;--> statement-breakpoint
ALTER TABLE "block_generations" ADD CONSTRAINT "block_generations_chapter_id_chapters_id_fk" FOREIGN KEY ("chapter_id") REFERENCES "public"."chapters"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_speeches" ADD CONSTRAINT "block_speeches_block_id_blocks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."blocks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "generations_of_chapter" ON "block_generations" USING btree ("chapter_id");--> statement-breakpoint
CREATE INDEX "generations_by_take" ON "block_generations" USING gin ("take_keys");--> statement-breakpoint
CREATE INDEX "speeches_of_group" ON "block_speeches" USING btree ("group_id");