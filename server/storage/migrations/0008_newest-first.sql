DROP INDEX "chapter_snapshots_of_chapter";--> statement-breakpoint
DROP INDEX "project_snapshots_of_project";--> statement-breakpoint
DROP INDEX "projects_newest";--> statement-breakpoint
CREATE INDEX "chapter_snapshots_of_chapter" ON "chapter_snapshots" USING btree ("chapter_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "project_snapshots_of_project" ON "project_snapshots" USING btree ("project_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "projects_newest" ON "projects" USING btree ("created_at" DESC NULLS FIRST);