ALTER TABLE "callbacks" DROP CONSTRAINT "callbacks_project_id_projects_id_fk";
