CREATE TABLE "speech_history" (
	"id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"model_id" text NOT NULL,
	"voice_id" text,
	"voice_name" text,
	"text" text NOT NULL,
	"characters" integer NOT NULL,
	"output_format" text NOT NULL,
	"settings" jsonb,
	"dialogue" jsonb,
	"plan" jsonb NOT NULL,
	"take_keys" text[] NOT NULL
);
--> statement-breakpoint
CREATE INDEX "speech_history_by_age" ON "speech_history" USING btree ("id" collate "C");