/** A host page made with Vue: state, events, methods by ref, removal. */
import { createApp, defineComponent, h, ref, shallowRef } from "vue";
import { type Exposed, SpeedaiIntegrations } from "../../../widget/wrappers/vue.ts";
import { createClient } from "./client.ts";

const App = defineComponent({
  setup() {
    const page = shallowRef<{ readonly element: Exposed["element"]["value"] } | null>(null);
    const client = createClient();
    const integration = ref<string | null>(null);
    const isShown = ref(true);
    const lines = ref<readonly string[]>([]);
    const tell = (line: string): void => {
      lines.value = [...lines.value, line];
    };
    const button = (name: string, press: () => void) => h("button", { type: "button", onClick: press }, name);
    return () =>
      h("main", { lang: "en" }, [
        button("property", () => {
          integration.value = "shopify";
        }),
        button("method", () => page.value?.element?.open("notion")),
        button("remove", () => {
          isShown.value = false;
        }),
        h("output", lines.value.join(" ")),
        isShown.value
          ? h(SpeedaiIntegrations, {
              ref: page,
              class: "host",
              client,
              integration: integration.value,
              locale: "en",
              onReady: ({ detail }) => tell(`ready:${detail.integrations}`),
              onNavigate: ({ detail }) => tell(`navigate:${detail.integration}`),
            })
          : null,
      ]);
  },
});

createApp(App).mount("#app");
