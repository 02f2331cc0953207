import { useState } from 'react';
import { Alert, Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { patch, useMay, useObjects } from '../api/hooks';
import { KINDS } from '../api/kinds';
import { ListPage } from '../parts/ListPage';
import { Problem } from '../parts/Problem';

/** Wire name, title, default, unit. */
const SETTINGS: [string, string, string, string][] = [
  ['controller_max_vm_inflight', 'Virtual machines in flight per host', '20', 'machines'],
  ['controller_precopy_interval', 'Pause between rounds of a warm migration', '60', 'minutes'],
  ['controller_snapshot_status_check_rate_seconds', 'How often snapshots are looked at', '10', 'seconds'],
  ['controller_filesystem_overhead', 'File system overhead of volumes', '10', 'percent'],
  ['controller_cleanup_retries', 'Tries to clean up', '10', 'tries'],
];

export default function Settings() {
  const { items, loaded, error } = useObjects(KINDS.forkliftController);
  const controller = items[0];
  const may = useMay('patch', KINDS.forkliftController, controller?.metadata.namespace);
  const [draft, setDraft] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Error>();
  const save = () =>
    patch(KINDS.forkliftController, controller!, { spec: Object.fromEntries(Object.entries(draft).map(([k, v]) => [k, v === '' ? null : /^\d+$/.test(v) ? Number(v) : v])) }).then(
      () => setDraft({}),
      (e: Error) => setProblem(e),
    );
  return (
    <ListPage title="Settings" isClusterWide error={error} loaded={loaded}>
      {loaded && !controller && (
        <Alert isInline variant="info" title="The defaults count: there is no ForkliftController object">
          Create one with kubectl to change them.
        </Alert>
      )}
      <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
        {SETTINGS.map(([key, title, standard, unit]) => {
          const set = controller?.spec?.[key];
          return (
            <FormGroup key={key} label={title} fieldId={key}>
              <TextInput id={key} value={draft[key] ?? (set === undefined ? '' : String(set))} placeholder={standard} isDisabled={!controller || may === false}
                onChange={(_, v) => setDraft({ ...draft, [key]: v })} />
              <FormHelperText>
                <HelperText>
                  <HelperTextItem>{`${unit}; default ${standard}; ${key}`}</HelperTextItem>
                </HelperText>
              </FormHelperText>
            </FormGroup>
          );
        })}
        <Problem error={problem} title="The settings were not saved" />
        <Button onClick={() => void save()} isDisabled={!controller || Object.keys(draft).length === 0}>Save</Button>
      </Form>
    </ListPage>
  );
}
