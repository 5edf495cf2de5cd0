import { useEffect, useRef } from "react";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (data) =>
  btoa(String.fromCharCode(...new Uint8Array(data))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

async function made(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
  };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = response;
  const said = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) };
  return JSON.stringify({ id, rawId: text(rawId), type, response: said });
}

// Asks the browser for a new passkey each time `options` changes to something, and tells what it answered.
export function PasskeyMaker({ options, onMade, onFailed }) {
  const now = useRef({});
  now.current = { onMade, onFailed };
  useEffect(() => {
    if (!options) return;
    if (!navigator.credentials?.create) return now.current.onFailed?.("absent");
    made(JSON.parse(options)).then(
      (answer) => now.current.onMade?.(answer),
      () => now.current.onFailed?.("refused"),
    );
  }, [options]);
  return null;
}
