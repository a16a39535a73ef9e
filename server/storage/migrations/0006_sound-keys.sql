ALTER TABLE "chapter_snapshots" ADD COLUMN "sound_key" text;--> statement-breakpoint
-- What was published before keeps the renditions that are named after it.
UPDATE "chapter_snapshots" SET "sound_key" = "id";--> statement-breakpoint
ALTER TABLE "chapter_snapshots" ALTER COLUMN "sound_key" SET NOT NULL;
