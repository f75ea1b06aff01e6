/** Consent before the camera, kept on this device only, and taken back by one button. */
const KEY = "arkit.camera-consent";

export function hasConsent(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false; // storage switched off: ask every time
  }
}

/** Remembers when consent was given; `null` takes it back. */
export function recordConsent(time: Date | null): void {
  try {
    if (time) localStorage.setItem(KEY, time.toISOString());
    else localStorage.removeItem(KEY);
  } catch {
    // storage switched off: nothing to keep, nothing to take back
  }
}
