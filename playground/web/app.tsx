import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Inspector } from './inspector/inspector.tsx';
import { useFocusReturn } from './modal/focus-return.ts';
import { ModalStack } from './modal/modal-stack.tsx';
import { useKept } from './state/kept.ts';
import { PageContext, usePage, useWorld } from './state/page.ts';
import {
  GoingContext,
  type Notice,
  readAddress,
  type Spot,
  type Theme,
  writeAddress,
} from './state/place.ts';
import type { createSessions } from './state/session.ts';
import { Tour } from './tour/tour.tsx';
import { Room } from './workspace/room.tsx';
import { Sidebar } from './workspace/sidebar.tsx';
import { TopBar } from './workspace/top-bar.tsx';

const AUTO: Theme = 'auto';

/** Who a window is when its address names no one that exists. */
const FIRST = 'U0ANA';

/** The whole page: a workspace as one person sees it. */
export function App({ sessions }: { sessions: ReturnType<typeof createSessions> }): VNode {
  const [person, setPerson] = useState(() => readAddress(location).person);
  const [spot, setSpot] = useState<Spot>(() => firstSpot());
  const [online, setOnline] = useState(true);
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const [theme, setTheme] = useKept('theme', 'auto');
  const [tour, setTour] = useKept('tour', 'open');
  const session = useMemo(() => sessions.of(person), [sessions, person]);
  useEffect(() => session.listen(setOnline, () => setPerson(FIRST)), [session]);
  useEffect(() => writeAddress(person, spot.at), [person, spot.at]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const going = {
    spot,
    go: (change: Partial<Spot>) => setSpot((before) => ({ ...before, drawer: false, ...change })),
    become(next: string) {
      setPerson(next);
      setNotices([]);
      setSpot((before) => ({ ...before, thread: '', json: '', drawer: false }));
    },
    theme: theme === 'dark' || theme === 'light' ? theme : AUTO,
    setTheme,
    notices,
    note: (channel: string, text: string) =>
      setNotices((before) => [...before, { channel, at: Date.now(), text }]),
    online,
    tour: tour === 'open',
    setTour: (on: boolean) => setTour(on ? 'open' : 'closed'),
  };
  return (
    <PageContext.Provider value={session.page}>
      <GoingContext.Provider value={going}>
        <div class={`page${spot.beside === '' ? '' : ' with-beside'}${spot.drawer ? ' with-drawer' : ''}`}>
          <TopBar />
          <Stage key={person} />
          {spot.beside !== '' && <Inspector />}
          <Tour />
        </div>
      </GoingContext.Provider>
    </PageContext.Provider>
  );
}

/** The window's title says who it is, for those who have two. */
function useTitle(): void {
  const { me, world } = usePage();
  const name = world.get(`person:${me}`)?.name ?? 'Playground';
  useEffect(() => {
    document.title = `${name} · Kandji helpdesk playground`;
  }, [name]);
}

/** Channels and messages; out of reach while a modal is open. */
function Stage(): VNode {
  const open = (useWorld().get('views') ?? []).length > 0;
  useFocusReturn(open);
  useTitle();
  return (
    <>
      <div class="stage" inert={open}>
        <Sidebar />
        <Room />
      </div>
      <ModalStack />
    </>
  );
}

function firstSpot(): Spot {
  const { at } = readAddress(location);
  return { at: at || 'C0HELP', thread: '', beside: '', drawer: false, json: '' };
}
