import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a window loads, by path. */
export type Files = ReadonlyMap<string, { readonly type: string; readonly body: string }>;

const WEB = fileURLToPath(new URL('../web/', import.meta.url));

/** Bundles the browser side. Takes a fraction of a second; nothing is written to disk. */
export async function bundlePage(): Promise<Files> {
  const built = await build({
    entryPoints: { page: `${WEB}main.tsx`, look: `${WEB}styles/index.css` },
    bundle: true,
    write: false,
    minify: true,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const text = (end: string): string => built.outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: HTML }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: text('.js') }],
    ['/look.css', { type: 'text/css; charset=utf-8', body: text('.css') }],
  ]);
}

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kandji helpdesk playground</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/look.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="page"></div><noscript>The playground needs JavaScript.</noscript></body>
</html>
`;
