import { describe, expect, test } from "vitest";
import { readForm } from "../../domain/form.ts";
import { readTyped } from "../../testing/probing.ts";
import mysql from "../mysql.ts";
import postgresql from "../postgresql.ts";

describe.each([
  ["postgresql", postgresql, 5432],
  ["mysql", mysql, 3306],
] as const)("%s", (_, provider, port) => {
  const [{ fields }] = provider.methods;
  const least = { host: "db.example.com", database: "shop", user: "speedai", password: "s3cret" };

  test("has its own port and SSL on when nothing is said", () => {
    const read = readForm(fields, least, { role: "manager" });
    expect(read.ok && read.value).toEqual({
      settings: { host: "db.example.com", database: "shop", user: "speedai", port, ssl: true },
      secrets: { password: "s3cret" },
    });
  });

  test("drops the certificate where SSL is off", () => {
    const read = readForm(fields, { ...least, ssl: false, ca_certificate: "nonsense" }, { role: "manager" });
    expect(read.ok && read.value.settings).not.toHaveProperty("ca_certificate");
  });

  test.each([
    ["host", "postgresql://user:p@ss/word@DB.example.com:5433/shop?sslmode=require", "db.example.com"],
    ["host", "postgresql://user:p%40ss@DB.example.com:5433/shop?sslmode=require", "db.example.com"],
    ["host", "jdbc:mysql://db.example.com:3306/shop", "db.example.com"],
    ["host", "db.example.com:5432", "db.example.com"],
    ["host", "203.0.113.7", "203.0.113.7"],
    ["host", "[2001:DB8::1]:5432", "2001:db8::1"],
    ["host", "2001:db8::1", "2001:db8::1"],
    ["host", "db example", "wrong_format"],
    ["port", "5433", 5433],
    ["port", "0", "out_of_range"],
    ["port", "65536", "out_of_range"],
    ["port", "54a", "wrong_type"],
    [
      "ca_certificate",
      "-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\n",
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    ],
    ["ca_certificate", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", "wrong_format"],
    ["password", "••••••••", "masked_value"],
  ])("%s %j reads as %j", (field, text, expected) => {
    expect(readTyped(provider, "database", field, text)).toBe(expected);
  });
});
