import { useEffect, useRef, useState } from 'react';
import { Alert, Button } from '@patternfly/react-core';
import RFB from '@novnc/novnc';
import { socketProtocols, socketUrl } from '../api/http';
import type { KubeObject } from '../api/kinds';
import { socketPath } from '../pages/vmActions';

/** The guest's screen. */
export default function Vnc({ vm }: { vm: KubeObject }) {
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<RFB | undefined>(undefined);
  const [lost, setLost] = useState(false);
  const [turn, setTurn] = useState(0);
  const path = socketPath(vm, 'vnc');
  useEffect(() => {
    const rfb = new RFB(place.current!, socketUrl(path), { wsProtocols: socketProtocols('plain.kubevirt.io'), shared: true });
    rfb.scaleViewport = true;
    rfb.addEventListener('connect', () => setLost(false));
    rfb.addEventListener('disconnect', () => setLost(true));
    screen.current = rfb;
    return () => rfb.disconnect();
  }, [path, turn]);
  return (
    <>
      {lost && (
        <Alert isInline variant="warning" title="The screen is not connected">
          <Button variant="link" isInline onClick={() => setTurn(turn + 1)}>Connect again</Button>
        </Alert>
      )}
      <Button variant="secondary" size="sm" onClick={() => screen.current?.sendCtrlAltDel()}>Send Ctrl-Alt-Del</Button>
      <div ref={place} className="w-screen" aria-label={`Screen of ${vm.metadata.name}`} />
    </>
  );
}
