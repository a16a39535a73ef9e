CREATE TABLE "audio_native_projects" (
	"project_id" text PRIMARY KEY NOT NULL,
	"title" text,
	"author" text,
	"image" text,
	"small" boolean DEFAULT false NOT NULL,
	"text_color" text,
	"background_color" text,
	"sessionization" integer DEFAULT 0 NOT NULL,
	"source_url" text,
	"held_snapshot_id" text,
	CONSTRAINT "audio_native_projects_source_url_unique" UNIQUE("source_url")
);
--> statement-breakpoint
ALTER TABLE "audio_native_projects" ADD CONSTRAINT "audio_native_projects_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;