// Who is asking: the sign-in by token, and what may be done. The token is in the field until it
// is sent, and nowhere else; what stays is a cookie that no script can read.

import { Refusal, get, onSignedOut, request } from "./api.js";
import { byID, setText } from "./dom.js";
import { openDialog, toast } from "./toast.js";

const path = "/api/v1/session";

/** What this page may, as the wall says. */
export class Session {
  constructor() {
    this.rights = { hasToken: false, needsToken: false, signedIn: false, mayPlay: true, mayShutDown: true };
    this.listeners = new Set();
    this.isLoaded = false;
    this.dialog = byID("sign-in");
    this.field = this.dialog.querySelector("input[name=token]");
    this.error = this.dialog.querySelector("[role=alert]");
    onSignedOut((method) => this.lost(method));
    byID("open-sign-in").addEventListener("click", () => this.ask());
    byID("sign-out").addEventListener("click", () => this.signOut());
    this.dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.signIn();
    });
    this.dialog.addEventListener("click", (event) => { if (event.target.closest("[data-do=close]")) this.dialog.close(); });
    this.dialog.addEventListener("close", () => { this.field.value = ""; });
  }

  /** Calls `listener(rights)` after each change. */
  subscribe(listener) { this.listeners.add(listener); }

  /** Asks the wall anew. */
  async load() {
    try {
      this.rights = await get(path, { quiet: true });
    } catch (error) {
      // Somebody else tried wrong tokens from here: it is said when something is asked.
      if (!(error instanceof Refusal)) throw error;
      return;
    }
    this.isLoaded = true;
    this.showButtons(this.rights.signedIn);
    for (const listener of this.listeners) listener(this.rights);
    if (this.rights.needsToken) this.ask();
  }

  /** Which of the two buttons there is to press. */
  showButtons(isIn) {
    byID("open-sign-in").hidden = !this.rights.hasToken || isIn;
    byID("sign-out").hidden = !isIn;
  }

  /** The wall wants its token: what it is asked now has changed. */
  async lost(method) {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      await this.load();
    } finally {
      this.isChecking = false;
    }
    // Whoever pressed a button hears of it; what the page asks by itself is no reason to interrupt.
    if (method !== "GET") this.ask();
  }

  /** Why items cannot be sent or the wall be shut down; empty when they can. */
  get reason() {
    if (this.rights.mayPlay && this.rights.mayShutDown) return "";
    return this.rights.hasToken
      ? "Sign in with the wall’s token to do this."
      : "This needs a token, and the wall has none: set HYPERWALL_HTTP_TOKEN_FILE.";
  }

  /** Shows the dialog. */
  ask() {
    if (this.dialog.open) return;
    setText(this.error, "");
    setText(byID("sign-in-why"), this.rights.needsToken || !this.rights.hasToken
      ? "The wall shows itself to whoever has its token."
      : "With the token you may also send items and shut the wall down.");
    openDialog(this.dialog);
    this.field.focus();
  }

  async signIn() {
    const token = this.field.value.trim();
    if (!token) return setText(this.error, "Type the token first.");
    // A header holds no other characters, and the wall's token has none.
    if (!/^[\x21-\x7e]+$/.test(token)) return setText(this.error, "That is not the wall’s token.");
    const button = this.dialog.querySelector("button[data-do=sign-in]");
    button.setAttribute("aria-busy", "true");
    setText(this.error, "");
    try {
      await request("POST", path, { headers: { Authorization: `Bearer ${token}` }, quiet: true });
      this.field.value = "";
      this.dialog.close();
      await this.load();
      this.signedIn?.();
    } catch (error) {
      setText(this.error, error.status === 401 ? "That is not the wall’s token." : error.message);
      this.field.select();
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async signOut() {
    try {
      await request("DELETE", path, { quiet: true });
    } catch (error) {
      if (error.status !== 401) {
        toast(error.message, "trouble");
        return;
      }
    }
    // What was shown to whoever had the token goes, too.
    location.reload();
  }
}
