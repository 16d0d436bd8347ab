ALTER TABLE `inbound_events` ADD `delivery_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `inbound_events` ADD `attempts` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `inbound_events` ADD `last_attempt_at` integer;--> statement-breakpoint
ALTER TABLE `inbound_events` ADD `read_at` integer;--> statement-breakpoint
ALTER TABLE `inbound_events` ADD `replays` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `inbound_events` ADD `replayed_at` integer;--> statement-breakpoint
UPDATE `inbound_events` SET `delivery_id` = 'dlv_' || lower(hex(randomblob(16)));--> statement-breakpoint
CREATE INDEX `inbound_events_delivery` ON `inbound_events` (`connection_id`,`delivery_id`);