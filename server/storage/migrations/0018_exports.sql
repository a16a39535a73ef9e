CREATE TABLE "exports" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"project_snapshot_id" text NOT NULL,
	"format" text NOT NULL,
	"options" jsonb NOT NULL,
	"content_key" text NOT NULL,
	"state" text NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"file_name" text NOT NULL,
	"byte_length" bigint,
	"error_code" text,
	"error_message" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "exports_content_key_unique" UNIQUE("content_key")
);
--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "narrators" text[];--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_project_snapshot_id_project_snapshots_id_fk" FOREIGN KEY ("project_snapshot_id") REFERENCES "public"."project_snapshots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exports_of_project" ON "exports" USING btree ("project_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "exports_of_snapshot" ON "exports" USING btree ("project_snapshot_id");--> statement-breakpoint
CREATE INDEX "exports_by_end" ON "exports" USING btree ("expires_at") WHERE expires_at is not null;