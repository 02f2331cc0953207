import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { Alert, Flex, FlexItem, FormSelect, FormSelectOption, PageSection, Title } from '@patternfly/react-core';
import { useNamespaces } from '../api/hooks';
import { ApiError } from '../api/http';
import { Problem } from './Problem';

const ALL = '';

/** The namespace chosen for a page; empty for all. Kept in the URL. */
export function useNamespaceChoice(): [string, (next: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  return [
    parameters.get('ns') ?? ALL,
    (next) =>
      setParameters((old) => {
        const changed = new URLSearchParams(old);
        if (next) changed.set('ns', next);
        else changed.delete('ns');
        return changed;
      }),
  ];
}

export function NamespacePicker() {
  const [namespace, choose] = useNamespaceChoice();
  const names = useNamespaces();
  return (
    <FormSelect aria-label="Project" value={namespace} onChange={(_, v) => choose(v)} ouiaId="project">
      <FormSelectOption value={ALL} label="All projects" />
      {names.map((n) => (
        <FormSelectOption key={n} value={n} label={n} />
      ))}
    </FormSelect>
  );
}

const isMissing = (error?: Error) => error instanceof ApiError && error.code === 404;

/** The frame of every list. */
export function ListPage(props: { title: string; actions?: ReactNode; error?: Error; loaded: boolean; isClusterWide?: boolean; children: ReactNode }) {
  // Once something was loaded it stays; the banner of the shell says how old it is.
  const problem = props.loaded ? undefined : props.error;
  return (
    <>
      <PageSection>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
          <FlexItem>
            <Title headingLevel="h1">{props.title}</Title>
          </FlexItem>
          <Flex>
            {!props.isClusterWide && (
              <FlexItem>
                <NamespacePicker />
              </FlexItem>
            )}
            <FlexItem>{props.actions}</FlexItem>
          </Flex>
        </Flex>
      </PageSection>
      <PageSection className="w-stack">
        {isMissing(problem) ? (
          <Alert isInline variant="info" title={`${props.title} are not available on this server`}>
            It does not know their kind: the part of Wherry or KubeVirt that serves it is not installed.
          </Alert>
        ) : (
          <Problem error={problem} title={`${props.title} cannot be read now`} />
        )}
        {!problem && props.children}
      </PageSection>
    </>
  );
}
