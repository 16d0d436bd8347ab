/** The values that a visitor can try, with the names that the page shows: the simulators' samples, put into the catalogue's words. */
import { z } from "zod";
import { type Catalogue, catalogue, type Field } from "../../schema/wire/index.ts";
import { mintSession, type PartnerAccess } from "./session.ts";

const deadlineMs = 8_000;

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
/** Provider id → method id → field name → value. */
export const samplesByMethod = z.record(z.string(), z.record(z.string(), values));
export type SamplesByMethod = z.infer<typeof samplesByMethod>;

export interface Sample {
  readonly provider: string;
  readonly name: string;
  readonly methods: readonly {
    readonly method: string;
    readonly title: string;
    readonly values: readonly SampleValue[];
  }[];
}

export interface SampleValue {
  readonly field: string;
  readonly label: string;
  /** A choice is shown by its label. */
  readonly value: string;
  /** `copy`: a text to paste. `choose`: an entry of a list. `on`, `off`: a switch. `file`: the content of a file to pick. */
  readonly use: "copy" | "choose" | "on" | "off" | "file";
}

/** What is needed of the catalogue to name a value. */
export interface NamedIntegration extends Pick<Catalogue["integrations"][number], "id" | "name"> {
  readonly methods: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields: readonly NamedField[];
  }[];
}
type NamedField = Pick<Field, "name" | "label" | "type" | "options">;

/** In the page's order; what the catalogue does not know comes last, under its id. */
export function nameSamples(samples: SamplesByMethod, integrations: readonly NamedIntegration[]): readonly Sample[] {
  const rank = new Map(integrations.map((integration, index) => [integration.id, index]));
  const rankOf = (id: string) => rank.get(id) ?? integrations.length;
  return Object.entries(samples)
    .toSorted(([one], [other]) => rankOf(one) - rankOf(other) || one.localeCompare(other))
    .map(([provider, methods]) => {
      const integration = integrations.find(({ id }) => id === provider);
      return {
        provider,
        name: integration?.name ?? provider,
        methods: Object.entries(methods).map(([id, sampled]) => {
          const method = integration?.methods.find((known) => known.id === id);
          return {
            method: id,
            title: method?.title ?? id,
            values: Object.entries(sampled).map(([name, value]) =>
              nameValue(
                name,
                value,
                method?.fields.find((field) => field.name === name),
              ),
            ),
          };
        }),
      };
    });
}

function nameValue(name: string, value: string | number | boolean, field: NamedField | undefined): SampleValue {
  const named = { field: name, label: field?.label ?? name };
  if (typeof value === "boolean") return { ...named, value: "", use: value ? "on" : "off" };
  const option = field?.options?.find((known) => known.value === value);
  if (option) return { ...named, value: option.label, use: "choose" };
  return { ...named, value: String(value), use: field?.type === "file" ? "file" : "copy" };
}

export async function fetchSamples(simulatorsUrl: string): Promise<SamplesByMethod> {
  const answer = await fetch(`${simulatorsUrl}/samples.json`, { signal: AbortSignal.timeout(deadlineMs) });
  return samplesByMethod.parse(await answer.json());
}

/** The catalogue as a page of this host would get it; empty when the API does not answer, so that the values still show. */
export async function fetchCatalogue(
  access: PartnerAccess,
  who: { readonly tenant: { id: string; name: string }; readonly origin: string; readonly locale: string },
): Promise<Catalogue["integrations"]> {
  const minted = await mintSession(access, {
    tenant: who.tenant,
    user: { id: "demo-samples", role: "admin" },
    origins: [who.origin],
    locale: who.locale,
    ttl_seconds: 60,
  });
  if (!minted) return [];
  const answer = await fetch(`${access.apiUrl}/api/integrations`, {
    headers: { authorization: `Bearer ${minted.token}`, origin: who.origin },
    signal: AbortSignal.timeout(deadlineMs),
  });
  const parsed = catalogue.safeParse(await answer.json());
  return parsed.success ? parsed.data.integrations : [];
}
