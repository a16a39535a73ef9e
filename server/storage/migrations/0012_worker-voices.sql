CREATE TABLE "worker_engines" (
	"worker_id" text NOT NULL,
	"engine_id" text NOT NULL,
	"description" jsonb NOT NULL,
	"voices" jsonb NOT NULL,
	"voice_names" text[] NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "worker_engines_worker_id_engine_id_pk" PRIMARY KEY("worker_id","engine_id")
);
