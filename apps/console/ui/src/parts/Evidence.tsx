import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, Content, FormSelect, FormSelectOption, SearchInput, Switch, Flex, FlexItem } from '@patternfly/react-core';
import { useObjects } from '../api/hooks';
import { request } from '../api/http';
import { KINDS, pathOf, type KubeObject } from '../api/kinds';
import { DataTable, type Column } from '../table/DataTable';
import { Problem } from './Problem';
import { When } from './Status';

const EVENTS: Column<KubeObject>[] = [
  { id: 'last', title: 'Last seen', value: (e) => e.lastTimestamp ?? e.eventTime ?? e.metadata.creationTimestamp,
    cell: (e) => <When at={e.lastTimestamp ?? e.eventTime ?? e.metadata.creationTimestamp} /> },
  { id: 'type', title: 'Type', value: (e) => e.type },
  { id: 'reason', title: 'Reason', value: (e) => e.reason },
  { id: 'object', title: 'Object', value: (e) => `${e.involvedObject?.kind}/${e.involvedObject?.name}` },
  { id: 'message', title: 'Message', value: (e) => e.message, width: 40 },
  { id: 'count', title: 'Count', value: (e) => e.count ?? 1 },
];

export function EventsTable({ of }: { of: KubeObject }) {
  const { items, loaded } = useObjects(KINDS.event, of.metadata.namespace);
  const rows = useMemo(() => items.filter((e) => e.involvedObject?.uid === of.metadata.uid), [items, of.metadata.uid]);
  return (
    <DataTable label="Events" prefix="events" rows={rows} rowKey={(e) => e.metadata.name} columns={EVENTS} loaded={loaded}
      empty={{ title: 'No events', body: 'Events are kept for an hour.' }} />
  );
}

const LONGEST = 512 * 1024;

/** The last lines of a pod, followed as they are written; bounded in the browser's memory. */
function useLog(namespace: string, pod: string, follow: boolean) {
  const [text, setText] = useState('');
  const [error, setError] = useState<Error>();
  useEffect(() => {
    setText('');
    setError(undefined);
    if (!pod) return;
    const abort = new AbortController();
    const read = async () => {
      const answer = await request(`${pathOf(KINDS.pod, namespace, pod)}/log?tailLines=2000${follow ? '&follow=true' : ''}`, { signal: abort.signal });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        setText((old) => (old + value).slice(-LONGEST));
      }
    };
    read().catch((e: Error) => abort.signal.aborted || setError(e));
    return () => abort.abort();
  }, [namespace, pod, follow]);
  return { text, error };
}

/** Logs of the pods with these labels: choose, search, follow, download. */
export function PodLogs({ namespace, labels }: { namespace: string; labels: Record<string, string> }) {
  const { items } = useObjects(KINDS.pod, namespace);
  const wanted = JSON.stringify(labels);
  const pods = useMemo(
    () =>
      items.filter((p) => Object.entries(JSON.parse(wanted) as Record<string, string>).every(([k, v]) => p.metadata.labels?.[k] === v))
        .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '')),
    [items, wanted],
  );
  const [chosen, choose] = useState('');
  const pod = pods.some((p) => p.metadata.name === chosen) ? chosen : (pods[0]?.metadata.name ?? '');
  if (!pod) return <Content>No pod works on this machine now. What earlier pods did stands in the steps and events.</Content>;
  return <LogView namespace={namespace} pod={pod} pods={pods.map((p) => p.metadata.name)} choose={choose} />;
}

function LogView({ namespace, pod, pods, choose }: { namespace: string; pod: string; pods: string[]; choose: (pod: string) => void }) {
  const [follow, setFollow] = useState(true);
  const [word, setWord] = useState('');
  const { text, error } = useLog(namespace, pod, follow);
  const end = useRef<HTMLDivElement>(null);
  const shown = word ? text.split('\n').filter((l) => l.toLowerCase().includes(word.toLowerCase())).join('\n') : text;
  useEffect(() => {
    if (follow && end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [shown, follow]);
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = `${pod}.log`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <Flex>
        <FlexItem>
          <FormSelect aria-label="Pod" value={pod} onChange={(_, v) => choose(v)}>
            {pods.map((p) => (
              <FormSelectOption key={p} value={p} label={p} />
            ))}
          </FormSelect>
        </FlexItem>
        <FlexItem>
          <SearchInput aria-label="Search the log" placeholder="Search" value={word} onChange={(_, v) => setWord(v)} onClear={() => setWord('')} />
        </FlexItem>
        <FlexItem>
          <Switch id={`follow-${pod}`} label="Follow" isChecked={follow} onChange={(_, on) => setFollow(on)} />
        </FlexItem>
        <FlexItem>
          <Button variant="link" onClick={download}>Download</Button>
        </FlexItem>
      </Flex>
      <Problem error={error} title="The log cannot be read" />
      <div className="w-log" ref={end} tabIndex={0} role="log" aria-label={`Log of ${pod}`}>
        {shown || 'Nothing was written yet.'}
      </div>
    </>
  );
}
