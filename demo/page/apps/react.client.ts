/** A host page made with React: state, events, methods by ref, removal. */
import { createElement, useMemo, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { type SpeedaiElement, SpeedaiIntegrations } from "../../../widget/wrappers/react.ts";
import { createClient } from "./client.ts";

function App() {
  const element = useRef<SpeedaiElement>(null);
  const client = useMemo(createClient, []);
  const [integration, setIntegration] = useState<string | null>(null);
  const [isShown, setShown] = useState(true);
  const [lines, setLines] = useState<readonly string[]>([]);
  const tell = (line: string) => setLines((known) => [...known, line]);
  const button = (name: string, press: () => void) => createElement("button", { type: "button", onClick: press }, name);
  return createElement(
    "main",
    { lang: "en" },
    button("property", () => setIntegration("shopify")),
    button("method", () => element.current?.open("notion")),
    button("remove", () => setShown(false)),
    createElement("output", null, lines.join(" ")),
    isShown
      ? createElement(SpeedaiIntegrations, {
          ref: element,
          className: "host",
          client,
          integration,
          locale: "en",
          onReady: ({ detail }) => tell(`ready:${detail.integrations}`),
          onNavigate: ({ detail }) => tell(`navigate:${detail.integration}`),
        })
      : null,
  );
}

const place = document.querySelector("#app");
if (place) createRoot(place).render(createElement(App));
