import { useEffect, useRef, useState } from 'react';
import '@xterm/xterm/css/xterm.css';
import { Alert, Button } from '@patternfly/react-core';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { socketProtocols, socketUrl } from '../api/http';
import type { KubeObject } from '../api/kinds';
import { socketPath } from '../pages/vmActions';

/** The guest's serial console; comes back by itself when the machine moves to another node. */
export default function Serial({ vm }: { vm: KubeObject }) {
  const place = useRef<HTMLDivElement>(null);
  const [lost, setLost] = useState(false);
  const [turn, setTurn] = useState(0);
  const path = socketPath(vm, 'console');
  useEffect(() => {
    const terminal = new Terminal({ convertEol: false, cursorBlink: true, scrollback: 5000, screenReaderMode: true });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(place.current!);
    fit.fit();
    const socket = new WebSocket(socketUrl(path), socketProtocols('plain.kubevirt.io'));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => setLost(false);
    socket.onmessage = (e) => terminal.write(typeof e.data === 'string' ? e.data : new Uint8Array(e.data as ArrayBuffer));
    socket.onclose = () => setLost(true);
    const encoder = new TextEncoder();
    const typed = terminal.onData((text) => socket.readyState === WebSocket.OPEN && socket.send(encoder.encode(text)));
    const resized = new ResizeObserver(() => fit.fit());
    resized.observe(place.current!);
    return () => {
      resized.disconnect();
      typed.dispose();
      socket.onclose = null;
      socket.close();
      terminal.dispose();
    };
  }, [path, turn]);
  return (
    <>
      {lost && (
        <Alert isInline variant="warning" title="The console is not connected">
          <Button variant="link" isInline onClick={() => setTurn(turn + 1)}>Connect again</Button>
        </Alert>
      )}
      <div ref={place} className="w-screen" aria-label={`Serial console of ${vm.metadata.name}`} />
    </>
  );
}
