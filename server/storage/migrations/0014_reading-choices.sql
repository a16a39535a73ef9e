ALTER TABLE "projects" ADD COLUMN "import_warnings" jsonb;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "reading_choices" jsonb DEFAULT '{}'::jsonb NOT NULL;