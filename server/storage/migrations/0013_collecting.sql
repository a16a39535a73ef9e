CREATE TABLE "snapshot_takes" (
	"take_key" text NOT NULL,
	"snapshot_id" text NOT NULL,
	CONSTRAINT "snapshot_takes_take_key_snapshot_id_pk" PRIMARY KEY("take_key","snapshot_id")
);
--> statement-breakpoint
DROP INDEX "awaited_takes";--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "unwanted_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "snapshot_takes" ADD CONSTRAINT "snapshot_takes_snapshot_id_chapter_snapshots_id_fk" FOREIGN KEY ("snapshot_id") REFERENCES "public"."chapter_snapshots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "takes_of_snapshot" ON "snapshot_takes" USING btree ("snapshot_id");--> statement-breakpoint
CREATE INDEX "chapter_snapshots_by_sound" ON "chapter_snapshots" USING btree ("sound_key");--> statement-breakpoint
CREATE INDEX "speech_history_by_take" ON "speech_history" USING gin ("take_keys");--> statement-breakpoint
CREATE INDEX "unwanted_takes" ON "takes" USING btree ("unwanted_since") WHERE unwanted_since is not null;--> statement-breakpoint
CREATE INDEX "takes_of_content" ON "takes" USING btree ("content_hash");--> statement-breakpoint
CREATE INDEX "awaited_takes" ON "conversion_takes" USING btree ("take_key");--> statement-breakpoint
INSERT INTO "snapshot_takes" ("take_key", "snapshot_id")
  SELECT DISTINCT played.key #>> '{}', chapter_snapshots.id
  FROM chapter_snapshots, jsonb_path_query(manifest, '$.segments[*].take.key') AS played (key);
