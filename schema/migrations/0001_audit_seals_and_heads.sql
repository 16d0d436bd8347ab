CREATE TABLE `audit_heads` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`hash` text NOT NULL,
	`signature` text NOT NULL,
	`signed_at` integer NOT NULL,
	`checked_at` integer NOT NULL
);
--> statement-breakpoint
-- Records of before the first release: their hashes had another form, and no statement can seal them.
DELETE FROM `audit`;--> statement-breakpoint
ALTER TABLE `audit` ADD `generation` integer;--> statement-breakpoint
ALTER TABLE `audit` ADD `seal` text NOT NULL;--> statement-breakpoint
CREATE INDEX `audit_generation` ON `audit` (`connection_id`,`tenant_id`,`generation`) WHERE "audit"."generation" is not null;