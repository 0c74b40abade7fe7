// Requests to the wall. Each answer that is no success becomes a `Refusal`, whose message is
// one sentence for whoever pressed the button.

/** Why the wall did not do it. `status` is 0 when it did not answer at all. */
export class Refusal extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Requests that last longer are given up, milliseconds. */
const timeMax = 15000;

let whenSignedOut = () => {};

/** Calls `action(method)` whenever the wall wants its token. */
export function onSignedOut(action) { whenSignedOut = action; }

/** `a=1&b=two%20words`. `URLSearchParams` writes a space as a plus, and a plus is a plus to the wall. */
export function query(fields) {
  return Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/** Asks, and answers with the body: `as` is `json`, `blob` or `text`. Throws a `Refusal`. The time
 *  runs until the last byte: an answer that stops half-way is none. */
export async function request(method, path, { body, headers = {}, signal, quiet = false, as = "text" } = {}) {
  // By hand: phones of some age know neither AbortSignal.any nor AbortSignal.timeout.
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, timeMax);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  const options = {
    method,
    cache: "no-store",
    credentials: "same-origin",
    redirect: "error",
    headers: { ...headers },
    signal: limit.signal,
  };
  // No page of another site can send it: that is how the wall knows its own page.
  if (method !== "GET") options.headers["Hyperwall-Request"] = "1";
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let refusal;
  try {
    const response = await fetch(path, options);
    if (response.ok) return await response[as]();
    refusal = await read(response);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal(0, error instanceof SyntaxError ? "The wall’s answer cannot be read." : "The wall does not answer.");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
  if (refusal.status === 401 && !quiet) whenSignedOut(method);
  throw refusal;
}

/** `GET`, read as JSON. */
export function get(path, options) {
  return request("GET", path, { ...options, as: "json" });
}

/** `POST` with a body of JSON, or none. */
export function post(path, body) {
  return request("POST", path, { body, as: "json" });
}

/** The problem document (RFC 9457) of an answer. */
export async function read(response) {
  const wait = Number(response.headers.get("Retry-After")) || 0;
  let words = `The wall refused it (${response.status}).`;
  try {
    const problem = await response.json();
    words = String(problem.detail || problem.title || words).slice(0, 500);
  } catch {
    // What stands between the page and the wall, a proxy, answers in forms of its own.
  }
  return new Refusal(response.status, words, wait);
}
