/** `<speedai-integrations>` as a component of Vue 3. A template ref has `element`, with its methods. */
import { type DefineSetupFnComponent, defineComponent, h, type ShallowRef, shallowRef } from "vue";
import type { SpeedaiIntegrations as SpeedaiElement } from "../index.ts";
import "../index.ts";
import { eventOf, type SpeedaiIntegrationsProps } from "./props.ts";

export type { SpeedaiElement };
export interface Exposed {
  readonly element: ShallowRef<SpeedaiElement | null>;
}

const native: readonly string[] = ["class", "id", "style"];

/** Vue's spelling of a listener or of a property of an element; `api-base` as in a template is `apiBase`. */
function spell(name: string): string {
  const event = eventOf(name);
  if (event !== null) return `on:${event}`;
  return native.includes(name) ? name : `.${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}`;
}

export const SpeedaiIntegrations: DefineSetupFnComponent<SpeedaiIntegrationsProps> = defineComponent(
  (_props: SpeedaiIntegrationsProps, { attrs, expose }) => {
    const element = shallowRef<SpeedaiElement | null>(null);
    expose({ element } satisfies Exposed);
    return () =>
      h("speedai-integrations", {
        ref: element,
        ...Object.fromEntries(
          Object.entries(attrs)
            .filter(([, value]) => value !== undefined)
            // A boolean attribute of a template, `<… readonly>`.
            .map(([name, value]) => [spell(name), value === "" && name === "readonly" ? true : value]),
        ),
      });
  },
  { name: "SpeedaiIntegrations", inheritAttrs: false },
);
