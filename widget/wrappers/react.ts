/** `<speedai-integrations>` as a component of React 18 and 19. `ref` gives the element itself, with its methods. */
import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import type { SpeedaiIntegrations as SpeedaiElement } from "../index.ts";
import "../index.ts";
import { eventOf, type SpeedaiIntegrationsProps } from "./props.ts";

export type { SpeedaiElement };
export type ReactProps = SpeedaiIntegrationsProps & Pick<HTMLAttributes<HTMLElement>, "className" | "id" | "style">;

/** Before the element's first drawing; on a server React 18 would warn of a layout effect. */
const useBrowserEffect = typeof document === "undefined" ? useEffect : useLayoutEffect;

export const SpeedaiIntegrations: ForwardRefExoticComponent<ReactProps & RefAttributes<SpeedaiElement>> = forwardRef<
  SpeedaiElement,
  ReactProps
>(function SpeedaiIntegrations({ className, id, style, ...props }, ref) {
  const element = useRef<SpeedaiElement | null>(null);
  const given = useRef<Readonly<Record<string, unknown>>>({});
  const hold = useCallback(
    (current: SpeedaiElement | null) => {
      element.current = current;
      if (typeof ref === "function") return ref(current);
      if (ref) ref.current = current;
    },
    [ref],
  );
  useBrowserEffect(() => {
    const { current } = element;
    if (!current) return;
    const stop = new AbortController();
    for (const [name, value] of Object.entries(props)) {
      const event = eventOf(name);
      if (event !== null && typeof value === "function")
        current.addEventListener(event, (happened) => Reflect.apply(value, null, [happened]), stop);
      // Only what changed: a drawer that the person closed stays closed when its host draws again.
      else if (event === null && value !== undefined && value !== given.current[name])
        Reflect.set(current, name, value);
    }
    given.current = props;
    return () => stop.abort();
  });
  // React 18 knows `class`, not `className`, on an element of this kind; 19 knows both.
  return createElement("speedai-integrations", { ref: hold, class: className, id, style });
});
