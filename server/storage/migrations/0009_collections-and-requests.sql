CREATE TABLE "voice_collections" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"icon" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voices_in_collections" (
	"collection_id" text NOT NULL,
	"voice_id" text NOT NULL,
	CONSTRAINT "voices_in_collections_collection_id_voice_id_pk" PRIMARY KEY("collection_id","voice_id")
);
--> statement-breakpoint
ALTER TABLE "voices_in_collections" ADD CONSTRAINT "voices_in_collections_collection_id_voice_collections_id_fk" FOREIGN KEY ("collection_id") REFERENCES "public"."voice_collections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "speech_history_by_request" ON "speech_history" USING btree ("request_id");