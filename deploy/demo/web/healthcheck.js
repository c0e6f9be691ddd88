const url = `http://127.0.0.1:${process.env.PORT ?? 8080}/healthz`;
const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
process.exit(response.ok ? 0 : 1);
