import { describe, expect, test } from "vitest";
import type { FieldValue } from "../../schema/wire/index.ts";
import type { FieldSpec } from "../providers/define.ts";
import { type FormContext, readForm } from "./form.ts";

const label = { fr: "Champ", en: "Field" };
const name: FieldSpec = { name: "shop", type: "text", label };
const key: FieldSpec = { name: "api_key", type: "secret", label };

function errorsOf(
  fields: readonly FieldSpec[],
  values: Record<string, FieldValue>,
  context: Partial<FormContext> = {},
) {
  const outcome = readForm(fields, values, { role: "manager", ...context });
  return outcome.ok ? [] : outcome.failure;
}

function valuesOf(
  fields: readonly FieldSpec[],
  values: Record<string, FieldValue>,
  context: Partial<FormContext> = {},
) {
  const outcome = readForm(fields, values, { role: "manager", ...context });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

describe("separating", () => {
  test("secrets and settings never meet", () => {
    expect(valuesOf([name, key], { shop: " acme ", api_key: "\tk-1 " })).toEqual({
      settings: { shop: "acme" },
      secrets: { api_key: "k-1" },
    });
  });

  test("a number typed where an id is text is taken for its digits", () => {
    expect(valuesOf([name], { shop: 42 }).settings).toEqual({ shop: "42" });
  });

  test("clean runs on the trimmed text and before the pattern", () => {
    const board: FieldSpec = { ...name, pattern: /^\d+$/, clean: (typed) => typed.replace(/^id:/, "") };
    expect(valuesOf([board], { shop: " id:12 " }).settings).toEqual({ shop: "12" });
  });
});

describe("presence", () => {
  test.each([undefined, "", "   ", "\n"])("a required field that is %j is asked for", (value) => {
    expect(errorsOf([name], value === undefined ? {} : { shop: value })).toEqual([
      { field: "values.shop", code: "required" },
    ]);
  });

  test("an optional field may stay empty and leaves no trace", () => {
    expect(valuesOf([{ ...name, optional: true }], { shop: "" }).settings).toEqual({});
  });

  test("a default stands in for an empty field", () => {
    expect(valuesOf([{ ...name, default: "eu" }], {}).settings).toEqual({ shop: "eu" });
  });

  test("a sealed secret left out or empty stays; another one is asked for", () => {
    const fields = [key, { ...key, name: "secret" }];
    const keepSecrets = new Set(["api_key"]);
    expect(errorsOf(fields, { api_key: "" }, { keepSecrets })).toEqual([{ field: "values.secret", code: "required" }]);
    expect(valuesOf(fields, { secret: "s" }, { keepSecrets }).secrets).toEqual({ secret: "s" });
  });

  test("a setting is never kept by the list of sealed secrets", () => {
    expect(errorsOf([name], {}, { keepSecrets: new Set(["shop"]) })).toEqual([
      { field: "values.shop", code: "required" },
    ]);
  });

  test("a file is not part of the values", () => {
    const file: FieldSpec = { name: "file", type: "file", label };
    expect(valuesOf([file], {})).toEqual({ settings: {}, secrets: {} });
    expect(errorsOf([file], { file: "a;b" })).toEqual([{ field: "values.file", code: "unknown_field" }]);
  });
});

describe("unknown fields", () => {
  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "other"])("%s is refused", (field) => {
    const values: Record<string, FieldValue> = JSON.parse(`{"shop":"a",${JSON.stringify(field)}:"x"}`);
    expect(errorsOf([name], values)).toEqual([{ field: `values.${field}`, code: "unknown_field" }]);
  });

  test("a declared field is not satisfied by an inherited property", () => {
    expect(errorsOf([{ ...name, name: "constructor" }], {})).toEqual([
      { field: "values.constructor", code: "required" },
    ]);
  });

  test("a value named __proto__ does not change the result's prototype", () => {
    const field: FieldSpec = { ...name, name: "__proto__" };
    const values: Record<string, FieldValue> = JSON.parse('{"__proto__":"x"}');
    const { settings } = valuesOf([field], values);
    expect(Object.getPrototypeOf(settings)).toBe(Object.prototype);
  });
});

describe("masks", () => {
  test.each(["••••", "●●●●", "sk_live_••••4242", "****", "sk_test_********abcd", "[secret]", "[SECRET]"])(
    "%s is not a secret",
    (value) => {
      expect(errorsOf([key], { api_key: value })).toEqual([{ field: "values.api_key", code: "masked_value" }]);
    },
  );

  test.each(["a*b", "***", "pass·word", "•"])("%s may be one", (value) => {
    expect(errorsOf([key], { api_key: value })).toEqual([]);
  });

  test("only secrets are masked: a title may have bullets", () => {
    expect(errorsOf([name], { shop: "•• Menu" })).toEqual([]);
  });
});

describe("rights", () => {
  const own: FieldSpec = { ...key, optional: true, adminOnly: true };

  test.each(["viewer", "manager"] as const)("a %s may not fill an administrator's field", (role) => {
    expect(errorsOf([own], { api_key: "k" }, { role })).toEqual([{ field: "values.api_key", code: "admin_only" }]);
  });

  test("an empty value is nobody's claim", () => {
    expect(errorsOf([own], { api_key: " " })).toEqual([]);
  });

  test("an administrator may", () => {
    expect(valuesOf([own], { api_key: "k" }, { role: "admin" }).secrets).toEqual({ api_key: "k" });
  });
});

describe("fields that follow a choice", () => {
  const environment: FieldSpec = {
    name: "environment",
    type: "select",
    label,
    default: "production",
    options: [
      { value: "production", label },
      { value: "my_domain", label },
    ],
  };
  const domain: FieldSpec = { ...name, name: "my_domain", visibleIf: { field: "environment", equals: ["my_domain"] } };
  const port: FieldSpec = { ...name, name: "port", visibleIf: { field: "my_domain", equals: ["acme"] } };

  test("are required only while they count", () => {
    expect(errorsOf([environment, domain], {})).toEqual([]);
    expect(errorsOf([environment, domain], { environment: "my_domain" })).toEqual([
      { field: "values.my_domain", code: "required" },
    ]);
  });

  test("are dropped while they do not count, secrets too", () => {
    const hidden: FieldSpec = { ...domain, type: "secret" };
    expect(valuesOf([environment, hidden], { my_domain: "acme" })).toEqual({
      settings: { environment: "production" },
      secrets: {},
    });
  });

  test("hide with the field they depend on", () => {
    expect(valuesOf([environment, domain, port], { port: "1" }).settings).toEqual({ environment: "production" });
  });
});

describe("text", () => {
  test.each<[string, Partial<FieldSpec>, FieldValue, string]>([
    ["a short text", { minLength: 3 }, "ab", "too_short"],
    ["a long text", { maxLength: 3 }, "abcd", "too_long"],
    ["a text beyond the common limit", {}, "x".repeat(4097), "too_long"],
    ["a text that is not the pattern", { pattern: /^[a-z]+$/ }, "a1", "wrong_format"],
    ["a line break", {}, "a\nb", "wrong_format"],
    ["a NUL", {}, "a\u0000b", "wrong_format"],
    ["what clean empties", { clean: () => "" }, "x", "too_short"],
    ["a boolean", {}, true, "wrong_type"],
    ["a fraction", {}, 1.5, "wrong_type"],
    ["infinity", {}, Number.POSITIVE_INFINITY, "wrong_type"],
    ["a value outside the options", { type: "select", options: [{ value: "eu", label }] }, "us", "not_an_option"],
    ["an inherited name as an option", { type: "select", options: [] }, "constructor", "not_an_option"],
    [
      "a known mistake",
      { refuses: [{ pattern: /^pk_/, code: "publishable_key" }], pattern: /^sk_/ },
      "pk_live_1",
      "publishable_key",
    ],
  ])("%s is refused", (_, spec, value, code) => {
    expect(errorsOf([{ ...name, ...spec }], { shop: value })).toEqual([{ field: "values.shop", code }]);
  });

  test("long texts may have lines, but no other control character", () => {
    expect(errorsOf([{ ...name, type: "headers" }], { shop: "A: 1\r\nB: 2\t" })).toEqual([]);
    expect(errorsOf([{ ...name, type: "textarea" }], { shop: "a\u0007" })).toEqual([
      { field: "values.shop", code: "wrong_format" },
    ]);
  });
});

describe("addresses", () => {
  const site: FieldSpec = { ...name, type: "url" };

  test.each([
    ["http://shop.example", "https_required"],
    ["shop.example", "wrong_format"],
    ["ftp://shop.example", "wrong_format"],
    ["javascript:alert(1)", "wrong_format"],
    ["https://user:pass@shop.example", "wrong_format"],
    ["https://shop.example/#a", "wrong_format"],
    ["https://maboutique", "wrong_format"],
  ])("%s is refused", (value, code) => {
    expect(errorsOf([site], { shop: value })).toEqual([{ field: "values.shop", code }]);
  });

  test("https is taken", () => {
    expect(errorsOf([site], { shop: "https://shop.example/fr" })).toEqual([]);
  });
});

describe("numbers and switches", () => {
  const port: FieldSpec = { name: "port", type: "number", label, min: 1, max: 65_535 };
  const ssl: FieldSpec = { name: "ssl", type: "boolean", label };

  test.each([5432, "5432", " 5432 "])("%j is a port", (value) => {
    expect(valuesOf([port], { port: value }).settings).toEqual({ port: 5432 });
  });

  test.each<[FieldValue, string]>([
    ["54x", "wrong_type"],
    ["1e3", "wrong_type"],
    ["0x10", "wrong_type"],
    [54.3, "wrong_type"],
    [true, "wrong_type"],
    [0, "out_of_range"],
    ["65536", "out_of_range"],
    [-1, "out_of_range"],
  ])("%j is not a port", (value, code) => {
    expect(errorsOf([port], { port: value })).toEqual([{ field: "values.port", code }]);
  });

  test.each<[FieldValue, boolean]>([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
  ])("%j is a switch", (value, expected) => {
    expect(valuesOf([ssl], { ssl: value }).settings).toEqual({ ssl: expected });
  });

  test.each<FieldValue>([1, "yes", "on"])("%j is not a switch", (value) => {
    expect(errorsOf([ssl], { ssl: value })).toEqual([{ field: "values.ssl", code: "wrong_type" }]);
  });
});

test("every faulty field is told at once", () => {
  expect(errorsOf([name, key], { other: "x" })).toEqual([
    { field: "values.shop", code: "required" },
    { field: "values.api_key", code: "required" },
    { field: "values.other", code: "unknown_field" },
  ]);
});
