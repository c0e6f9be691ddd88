const KEY = 'autoscaler-token';
const IN_LINK = /^#\/\?token=([^&]+)$/;

/** Keeps the token until the tab is closed. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** The token of the link that opened the page, which then leaves the address; else the one that the tab keeps. */
export function takeToken(): string | undefined {
  const [, inLink] = IN_LINK.exec(location.hash) ?? [];
  if (inLink === undefined) return sessionStorage.getItem(KEY) ?? undefined;
  history.replaceState(null, '', '#/');
  const token = decodeURIComponent(inLink);
  keepToken(token);
  return token;
}
