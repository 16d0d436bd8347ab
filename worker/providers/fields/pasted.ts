/** Values that people copy from another tool: how they are cleaned, and what is left. Spread into a field. */
import { cleanKey, cleanUuid } from "../../domain/pasted.ts";

/** Travels in a header: printable ASCII without spaces. */
export const pastedKey = { clean: cleanKey, pattern: /^[\x21-\x7e]+$/ } as const;

/** Alone, or inside an address. */
export const pastedUuid = { clean: cleanUuid, pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ } as const;
