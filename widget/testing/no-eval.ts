/**
 * Zod compiles its checks with `new Function`, which a strict host policy forbids; tests of such a policy need the plain way.
 * Takes effect for schemas that are made afterwards: import it before them.
 */
import { z } from "zod";

z.config({ jitless: true });
