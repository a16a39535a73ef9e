ALTER TABLE "projects" ADD COLUMN "is_to_be_converted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
DO $$ BEGIN
  IF to_regclass('pgboss.job') IS NOT NULL THEN
    UPDATE "projects" SET "is_to_be_converted" = true
      WHERE "creation_status" IN ('pending', 'creating') AND "id" IN
        (SELECT "data"->>'projectId' FROM pgboss.job WHERE "name" = 'import' AND "state" < 'completed' AND "data"->>'autoConvert' = 'true');
  END IF;
END $$;
