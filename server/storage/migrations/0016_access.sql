CREATE TABLE "idempotent_requests" (
	"caller" text NOT NULL,
	"name" text NOT NULL,
	"operation" text NOT NULL,
	"answer" json,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotent_requests_caller_name_pk" PRIMARY KEY("caller","name")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "requests_by_age" ON "idempotent_requests" USING btree ("started_at");