-- The trail only grows: no record is changed, removed, put in twice or out of its place, by whatever statement.
CREATE TRIGGER `audit_is_never_changed` BEFORE UPDATE ON `audit`
BEGIN
  SELECT raise(ABORT, 'the audit trail is append-only');
END;--> statement-breakpoint
CREATE TRIGGER `audit_is_never_removed` BEFORE DELETE ON `audit`
BEGIN
  SELECT raise(ABORT, 'the audit trail is append-only');
END;--> statement-breakpoint
CREATE TRIGGER `audit_only_grows` BEFORE INSERT ON `audit`
WHEN new.`position` <> 1 + (SELECT coalesce(max(`position`), 0) FROM `audit` WHERE `tenant_id` = new.`tenant_id`)
BEGIN
  SELECT raise(ABORT, 'the audit trail is append-only');
END;
