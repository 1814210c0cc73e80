// What pages of passkeys share: bytes in base64url and back, and the two calls of the browser.

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) => {
  let plain = "";
  new Uint8Array(buffer).forEach((byte) => {
    plain += String.fromCharCode(byte);
  });
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

export const canUse = () => Boolean(window.isSecureContext && window.PublicKeyCredential && navigator.credentials);

// Makes a passkey; gives the answer as JSON (WebAuthn 3, RegistrationResponseJSON).
export async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
    clientExtensionResults: {},
  });
}

// Lets a passkey sign; gives the answer as JSON (WebAuthn 3, AuthenticationResponseJSON).
export async function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
  };
  const signed = await navigator.credentials.get({ publicKey });
  return JSON.stringify({
    id: signed.id,
    rawId: text(signed.rawId),
    type: signed.type,
    response: {
      clientDataJSON: text(signed.response.clientDataJSON),
      authenticatorData: text(signed.response.authenticatorData),
      signature: text(signed.response.signature),
      userHandle: signed.response.userHandle ? text(signed.response.userHandle) : "",
    },
    clientExtensionResults: {},
  });
}

// Says in the box what went wrong, in the words that the page brought along.
export function say(box, name) {
  box.querySelectorAll("[data-said]").forEach((one) => {
    one.hidden = one.dataset.said !== name;
  });
}

// Which words fit an exception of the browser.
export const reason = (problem) =>
  ({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" })[problem.name] || "failed";

// Whether passkeys work at this address in this browser; says so in the box when they do not.
export function works(box) {
  if (box.dataset.origin !== location.origin) {
    box.querySelectorAll("[data-elsewhere]").forEach((link) => {
      link.href = box.dataset.origin + location.pathname + location.search;
    });
    say(box, "elsewhere");
    return false;
  }
  if (!canUse()) {
    say(box, "unable");
    return false;
  }
  say(box, "");
  return true;
}
