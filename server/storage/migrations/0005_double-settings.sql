-- Through text: 0.9 stays 0.9, and so do the keys of takes.
ALTER TABLE "project_voices" ALTER COLUMN "stability" SET DATA TYPE double precision USING "stability"::text::double precision;--> statement-breakpoint
ALTER TABLE "project_voices" ALTER COLUMN "similarity_boost" SET DATA TYPE double precision USING "similarity_boost"::text::double precision;--> statement-breakpoint
ALTER TABLE "project_voices" ALTER COLUMN "style" SET DATA TYPE double precision USING "style"::text::double precision;--> statement-breakpoint
ALTER TABLE "project_voices" ALTER COLUMN "speed" SET DATA TYPE double precision USING "speed"::text::double precision;--> statement-breakpoint
ALTER TABLE "project_voices" ALTER COLUMN "volume_gain" SET DATA TYPE double precision USING "volume_gain"::text::double precision;
