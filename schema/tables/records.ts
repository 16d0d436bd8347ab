/** Records and where they came from: imports with their files and errors, mails. People's data are sealed. */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ImportRowError, ImportState, ImportTarget, MailReason, MailVerdict, RecordKind } from "../wire/index.ts";
import { instant, wrappedKey } from "./columns.ts";
import { connections } from "./connections.ts";

const connectionId = () =>
  text("connection_id")
    .notNull()
    .references(() => connections.id, { onDelete: "cascade" });

export const records = sqliteTable(
  "records",
  {
    id: text("id").primaryKey(),
    connectionId: connectionId(),
    tenantId: text("tenant_id").notNull(),
    kind: text("kind").$type<RecordKind>().notNull(),
    /** Keyed hash of what makes it the same booking or customer. */
    naturalKey: text("natural_key").notNull(),
    /** The data as JSON, sealed under the connection's data key. */
    sealedData: text("sealed_data").notNull(),
    /** Keyed hash of the data: tells a change without opening. */
    dataHash: text("data_hash").notNull(),
    sourceKind: text("source_kind").$type<"csv" | "mail" | "webhook">().notNull(),
    sourceId: text("source_id").notNull(),
    sourceLine: integer("source_line"),
    receivedAt: instant("received_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("records_once").on(table.tenantId, table.connectionId, table.kind, table.naturalKey),
    index("records_page").on(table.tenantId, table.connectionId, table.kind, table.id),
  ],
);

export const imports = sqliteTable(
  "imports",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    /** The connection exists once the mapping is confirmed. */
    connectionId: text("connection_id").notNull(),
    attemptId: text("attempt_id").notNull(),
    provider: text("provider").notNull(),
    fileName: text("file_name").notNull(),
    state: text("state").$type<ImportState>().notNull(),
    encoding: text("encoding").notNull(),
    delimiter: text("delimiter").notNull(),
    /** Header cells joined and hashed: files of the same source share it. */
    headerHash: text("header_hash").notNull(),
    mapping: text("mapping", { mode: "json" }).$type<Partial<Record<ImportTarget, number>>>().notNull(),
    /** Country of phone numbers without a prefix, ISO 3166-1 alpha-2. */
    country: text("country").notNull(),
    ...wrappedKey(),
    rows: integer("rows").notNull(),
    /** Where the next batch begins: character of the decoded text, and line of the file. */
    cursor: integer("cursor").notNull().default(0),
    line: integer("line").notNull().default(1),
    created: integer("created").notNull().default(0),
    updated: integer("updated").notNull().default(0),
    unchanged: integer("unchanged").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    leaseUntil: instant("lease_until"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    index("imports_connection").on(table.tenantId, table.connectionId, table.createdAt),
    index("imports_state").on(table.state, table.leaseUntil),
  ],
);

/** The file while it is read; erased when the import ends. */
export const importChunks = sqliteTable(
  "import_chunks",
  {
    importId: text("import_id").notNull(),
    position: integer("position").notNull(),
    sealedBytes: text("sealed_bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.position] })],
);

/** Rows that could not be taken, for the file that the person corrects. */
export const importErrors = sqliteTable(
  "import_errors",
  {
    importId: text("import_id").notNull(),
    line: integer("line").notNull(),
    codes: text("codes", { mode: "json" }).$type<ImportRowError[]>().notNull(),
    /** The row's cells as JSON, sealed under the import's data key. */
    sealedRow: text("sealed_row").notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.line] })],
);

/** What an import changed, so that it can be undone. */
export const importChanges = sqliteTable(
  "import_changes",
  {
    importId: text("import_id").notNull(),
    recordId: text("record_id").notNull(),
    /** The record before; null: the import made it. */
    sealedBefore: text("sealed_before"),
    hashBefore: text("hash_before"),
    sourceBefore: text("source_before"),
  },
  (table) => [primaryKey({ columns: [table.importId, table.recordId] })],
);

/** The mapping that a person confirmed for a header, remembered for the next file of that source. */
export const importMappings = sqliteTable(
  "import_mappings",
  {
    tenantId: text("tenant_id").notNull(),
    provider: text("provider").notNull(),
    headerHash: text("header_hash").notNull(),
    mapping: text("mapping", { mode: "json" }).$type<Partial<Record<ImportTarget, number>>>().notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.provider, table.headerHash] })],
);

/** The address that receives a connection's mails: its hash. The address itself is stored nowhere, but derived when shown. */
export const mailAddresses = sqliteTable(
  "mail_addresses",
  {
    addressHash: text("address_hash").primaryKey(),
    connectionId: connectionId(),
    tenantId: text("tenant_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [uniqueIndex("mail_addresses_connection").on(table.connectionId)],
);

export const mails = sqliteTable(
  "mails",
  {
    id: text("id").primaryKey(),
    connectionId: connectionId(),
    tenantId: text("tenant_id").notNull(),
    /** Keyed hash of the Message-ID, and of the words where nobody vouches for the sender: a mail counts once. */
    messageHash: text("message_hash").notNull(),
    receivedAt: instant("received_at").notNull(),
    fromDomain: text("from_domain").notNull(),
    verdict: text("verdict").$type<MailVerdict>().notNull(),
    reason: text("reason").$type<MailReason>().notNull(),
    /** Subject, what was read, and the first words where a person must look: JSON, sealed under the connection's data key. */
    sealedContent: text("sealed_content").notNull(),
    size: integer("size").notNull(),
  },
  (table) => [
    uniqueIndex("mails_once").on(table.connectionId, table.messageHash),
    index("mails_page").on(table.tenantId, table.connectionId, table.id),
    index("mails_age").on(table.receivedAt),
  ],
);
