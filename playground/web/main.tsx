import { render } from 'preact';
import { App } from './app.tsx';
import { createSessions } from './state/session.ts';

const root = document.getElementById('page');
if (root !== null) render(<App sessions={createSessions()} />, root);
