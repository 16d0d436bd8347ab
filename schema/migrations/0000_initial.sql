CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text NOT NULL,
	`provider` text NOT NULL,
	`method` text NOT NULL,
	`state` text NOT NULL,
	`step` text NOT NULL,
	`label` text,
	`connection_id` text NOT NULL,
	`reconnects` integer NOT NULL,
	`wrapped_key` text,
	`key_id` text,
	`sealed_draft` text,
	`opener_origin` text,
	`return_url` text,
	`completion_hash` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempts_tenant` ON `attempts` (`tenant_id`);--> statement-breakpoint
CREATE INDEX `attempts_expiry` ON `attempts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`tenant_id` text NOT NULL,
	`position` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`connection_id` text,
	`outcome` text NOT NULL,
	`origin` text,
	`request_id` text,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `position`)
);
--> statement-breakpoint
CREATE TABLE `oauth_states` (
	`state_hash` text PRIMARY KEY NOT NULL,
	`attempt_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`provider` text NOT NULL,
	`issuer` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`scopes` text NOT NULL,
	`wrapped_key` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed_verifier` text NOT NULL,
	`road` text NOT NULL,
	`browser_nonce_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `oauth_states_expiry` ON `oauth_states` (`expires_at`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`tenant_id` text NOT NULL,
	`tenant_name` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`origins` text NOT NULL,
	`integrations` text,
	`locale` text NOT NULL,
	`partner` text NOT NULL,
	`key_thumbprint` text,
	`proof_required` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash_unique` ON `sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `sessions_tenant` ON `sessions` (`tenant_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `used_proofs` (
	`id` text PRIMARY KEY NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `used_proofs_end` ON `used_proofs` (`ends_at`);--> statement-breakpoint
CREATE TABLE `vault_keys` (
	`key_id` text PRIMARY KEY NOT NULL,
	`check_value` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `checks` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`at` integer NOT NULL,
	`ok` integer NOT NULL,
	`reason` text,
	`ms` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `checks_connection` ON `checks` (`connection_id`,`at`);--> statement-breakpoint
CREATE TABLE `connection_secrets` (
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`field` text NOT NULL,
	`ciphertext` text NOT NULL,
	`key_id` text NOT NULL,
	`generation` integer NOT NULL,
	`set_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `field`),
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`provider` text NOT NULL,
	`method` text NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`status_since` integer NOT NULL,
	`account_fingerprint` text,
	`account_label` text,
	`settings` text NOT NULL,
	`wrapped_key` text NOT NULL,
	`key_id` text NOT NULL,
	`generation` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`last_checked_at` integer,
	`last_used_at` integer,
	`expires_at` integer,
	`token_received_at` integer,
	`token_expires_at` integer,
	`next_check_at` integer,
	`failed_checks` integer DEFAULT 0 NOT NULL,
	`lease_fence` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`refresh_intent_at` integer,
	`refresh_failures` integer DEFAULT 0 NOT NULL,
	`refresh_not_before` integer
);
--> statement-breakpoint
CREATE INDEX `connections_tenant` ON `connections` (`tenant_id`,`provider`);--> statement-breakpoint
CREATE INDEX `connections_due` ON `connections` (`next_check_at`) WHERE "connections"."next_check_at" is not null;--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`verifier` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endpoints_connection` ON `endpoints` (`connection_id`);--> statement-breakpoint
CREATE TABLE `inbound_events` (
	`sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`endpoint_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`provider` text NOT NULL,
	`event_id` text NOT NULL,
	`type` text,
	`sealed_payload` text NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbound_events_once` ON `inbound_events` (`tenant_id`,`endpoint_id`,`event_id`);--> statement-breakpoint
CREATE INDEX `inbound_events_tenant` ON `inbound_events` (`tenant_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `journal` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`at` integer NOT NULL,
	`level` text NOT NULL,
	`code` text NOT NULL,
	`params` text NOT NULL,
	`request_id` text,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `journal_connection` ON `journal` (`connection_id`,`id`);--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`key` text PRIMARY KEY NOT NULL,
	`free_at` integer NOT NULL,
	`allowed` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rate_limits_free` ON `rate_limits` (`free_at`);--> statement-breakpoint
CREATE TABLE `reached_targets` (
	`tenant_id` text NOT NULL,
	`target` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `target`)
);
--> statement-breakpoint
CREATE INDEX `reached_targets_age` ON `reached_targets` (`at`);--> statement-breakpoint
CREATE TABLE `import_changes` (
	`import_id` text NOT NULL,
	`record_id` text NOT NULL,
	`sealed_before` text,
	`hash_before` text,
	`source_before` text,
	PRIMARY KEY(`import_id`, `record_id`)
);
--> statement-breakpoint
CREATE TABLE `import_chunks` (
	`import_id` text NOT NULL,
	`position` integer NOT NULL,
	`sealed_bytes` text NOT NULL,
	PRIMARY KEY(`import_id`, `position`)
);
--> statement-breakpoint
CREATE TABLE `import_errors` (
	`import_id` text NOT NULL,
	`line` integer NOT NULL,
	`codes` text NOT NULL,
	`sealed_row` text NOT NULL,
	PRIMARY KEY(`import_id`, `line`)
);
--> statement-breakpoint
CREATE TABLE `import_mappings` (
	`tenant_id` text NOT NULL,
	`provider` text NOT NULL,
	`header_hash` text NOT NULL,
	`mapping` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `provider`, `header_hash`)
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`attempt_id` text NOT NULL,
	`provider` text NOT NULL,
	`file_name` text NOT NULL,
	`state` text NOT NULL,
	`encoding` text NOT NULL,
	`delimiter` text NOT NULL,
	`header_hash` text NOT NULL,
	`mapping` text NOT NULL,
	`country` text NOT NULL,
	`wrapped_key` text NOT NULL,
	`key_id` text NOT NULL,
	`rows` integer NOT NULL,
	`cursor` integer DEFAULT 0 NOT NULL,
	`line` integer DEFAULT 1 NOT NULL,
	`created` integer DEFAULT 0 NOT NULL,
	`updated` integer DEFAULT 0 NOT NULL,
	`unchanged` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `imports_connection` ON `imports` (`tenant_id`,`connection_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `imports_state` ON `imports` (`state`,`lease_until`);--> statement-breakpoint
CREATE TABLE `mail_addresses` (
	`address_hash` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_addresses_connection` ON `mail_addresses` (`connection_id`);--> statement-breakpoint
CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`message_hash` text NOT NULL,
	`received_at` integer NOT NULL,
	`from_domain` text NOT NULL,
	`verdict` text NOT NULL,
	`reason` text NOT NULL,
	`sealed_content` text NOT NULL,
	`size` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mails_once` ON `mails` (`connection_id`,`message_hash`);--> statement-breakpoint
CREATE INDEX `mails_page` ON `mails` (`tenant_id`,`connection_id`,`id`);--> statement-breakpoint
CREATE INDEX `mails_age` ON `mails` (`received_at`);--> statement-breakpoint
CREATE TABLE `records` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`natural_key` text NOT NULL,
	`sealed_data` text NOT NULL,
	`data_hash` text NOT NULL,
	`source_kind` text NOT NULL,
	`source_id` text NOT NULL,
	`source_line` integer,
	`received_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `records_once` ON `records` (`tenant_id`,`connection_id`,`kind`,`natural_key`);--> statement-breakpoint
CREATE INDEX `records_page` ON `records` (`tenant_id`,`connection_id`,`kind`,`id`);