CREATE TABLE "conversion_blocks" (
	"conversion_id" text NOT NULL,
	"position" integer NOT NULL,
	"block_id" text NOT NULL,
	"sub_type" text NOT NULL,
	"written" text NOT NULL,
	"leading_break_seconds" double precision NOT NULL,
	CONSTRAINT "conversion_blocks_conversion_id_position_pk" PRIMARY KEY("conversion_id","position")
);
--> statement-breakpoint
CREATE TABLE "conversion_takes" (
	"conversion_id" text NOT NULL,
	"position" integer NOT NULL,
	"block_position" integer NOT NULL,
	"take_key" text NOT NULL,
	"characters" integer NOT NULL,
	"planned" jsonb NOT NULL,
	"is_kept" boolean NOT NULL,
	"error_code" text,
	"error_message" text,
	CONSTRAINT "conversion_takes_conversion_id_position_pk" PRIMARY KEY("conversion_id","position")
);
--> statement-breakpoint
DROP TABLE "conversion_failures" CASCADE;--> statement-breakpoint
DROP TABLE "conversion_plans" CASCADE;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "content_hash" text;--> statement-breakpoint
ALTER TABLE "conversion_blocks" ADD CONSTRAINT "conversion_blocks_conversion_id_conversions_id_fk" FOREIGN KEY ("conversion_id") REFERENCES "public"."conversions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversion_takes" ADD CONSTRAINT "conversion_takes_conversion_id_conversions_id_fk" FOREIGN KEY ("conversion_id") REFERENCES "public"."conversions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "missing_takes" ON "conversion_takes" USING btree ("conversion_id") WHERE not is_kept and error_code is null;--> statement-breakpoint
CREATE INDEX "awaited_takes" ON "conversion_takes" USING btree ("take_key") WHERE not is_kept;--> statement-breakpoint
ALTER TABLE "conversions" DROP COLUMN "characters_total";--> statement-breakpoint
ALTER TABLE "conversions" DROP COLUMN "characters_done";--> statement-breakpoint
UPDATE "chapters" SET "last_conversion_error" = 'Lectern was updated while this was converted. Convert it again: what was spoken is kept.'
  WHERE "id" IN (SELECT "chapter_id" FROM "conversions" WHERE "state" IN ('queued', 'working') AND coalesce("parent_id", "id") IN
    (SELECT coalesce("parent_id", "id") FROM "conversions" WHERE "state" = 'working'));--> statement-breakpoint
INSERT INTO "callbacks" ("id", "project_id", "url", "body")
  SELECT left(md5("conversions"."id" || random()), 20), "projects"."id", "projects"."callback_url", CASE WHEN "chapter_id" IS NULL
    THEN json_build_object('type', 'project_conversion_status', 'event_timestamp', extract(epoch FROM now())::int,
      'data', json_build_object('request_id', coalesce("request_id", "conversions"."id"), 'project_id', "projects"."id",
        'conversion_status', 'error', 'project_snapshot_id', NULL, 'error_details', "reason"))
    ELSE json_build_object('type', 'chapter_conversion_status', 'event_timestamp', extract(epoch FROM now())::int,
      'data', json_build_object('request_id', coalesce("request_id", "conversions"."id"), 'project_id', "projects"."id",
        'chapter_id', "chapter_id", 'conversion_status', 'error', 'chapter_snapshot_id', NULL, 'error_details', "reason")) END
  FROM "conversions" JOIN "projects" ON "projects"."id" = "project_id",
    (VALUES ('Lectern was updated while this was converted. Convert it again: what was spoken is kept.')) AS "told" ("reason")
  WHERE "callback_url" IS NOT NULL AND "state" IN ('queued', 'working') AND coalesce("parent_id", "conversions"."id") IN
    (SELECT coalesce("parent_id", "id") FROM "conversions" WHERE "state" = 'working');--> statement-breakpoint
UPDATE "conversions" SET "state" = 'cancelled', "ended_at" = now()
  WHERE "state" IN ('queued', 'working') AND coalesce("parent_id", "id") IN
    (SELECT coalesce("parent_id", "id") FROM "conversions" WHERE "state" = 'working');
