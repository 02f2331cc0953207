import { useMemo, useState } from 'react';
import { Alert, Button, Flex, TextArea } from '@patternfly/react-core';
import { parse, stringify } from 'yaml';
import { replace, useMay } from '../api/hooks';
import type { Kind, KubeObject } from '../api/kinds';
import { Problem } from './Problem';

function shown(object: KubeObject): string {
  const { managedFields: _, ...metadata } = object.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  return stringify({ ...object, metadata });
}

/** The object as YAML; edits are refused by the server when somebody else wrote meanwhile, and kept here. */
export function YamlTab({ kind, object }: { kind: Kind; object: KubeObject }) {
  const may = useMay('update', kind, object.metadata.namespace);
  const [draft, setDraft] = useState<string>();
  const [error, setError] = useState<Error>();
  const [base, setBase] = useState<string>();
  const current = useMemo(() => shown(object), [object]);
  const changed = draft !== undefined && base !== object.metadata.resourceVersion;
  const edit = (text: string) => {
    if (draft === undefined) setBase(object.metadata.resourceVersion);
    setDraft(text);
  };
  const save = async () => {
    setError(undefined);
    try {
      await replace(kind, parse(draft!) as KubeObject);
      setDraft(undefined);
    } catch (e) {
      setError(e as Error);
    }
  };
  return (
    <>
      {changed && (
        <Alert isInline variant="warning" title="The object changed while you were editing">
          Saving will be refused if your version is older. Copy your text, reload, and apply your change again.
        </Alert>
      )}
      <Problem error={error} title="The object was not saved" />
      <TextArea
        aria-label="YAML"
        className="w-yaml"
        value={draft ?? current}
        readOnlyVariant={may === false ? 'default' : undefined}
        onChange={(_, text) => edit(text)}
        resizeOrientation="vertical"
        spellCheck={false}
      />
      <Flex>
        <Button onClick={() => void save()} isDisabled={draft === undefined}>
          Save
        </Button>
        <Button variant="link" onClick={() => setDraft(undefined)} isDisabled={draft === undefined}>
          Reload
        </Button>
      </Flex>
    </>
  );
}
