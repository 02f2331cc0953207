import type { ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import {
  Breadcrumb, BreadcrumbItem, Bullseye, Button, DescriptionList, DescriptionListDescription, DescriptionListGroup,
  DescriptionListTerm, EmptyState, EmptyStateBody, EmptyStateFooter, Flex, FlexItem, PageSection, Spinner, Tab, Tabs,
  TabTitleText, Title,
} from '@patternfly/react-core';
import type { KubeObject } from '../api/kinds';

export interface DetailsTab {
  id: string;
  title: string;
  body: () => ReactNode;
}

interface DetailsProps {
  list: { title: string; path: string };
  name: string;
  object: KubeObject | null | undefined;
  status?: ReactNode;
  actions?: ReactNode;
  tabs: DetailsTab[];
}

/** The frame of every details page: breadcrumb, name and state, actions, tabs kept in the URL. */
export function Details({ list, name, object, status, actions, tabs }: DetailsProps) {
  const [parameters, setParameters] = useSearchParams();
  const navigate = useNavigate();
  if (object === undefined) {
    return (
      <Bullseye>
        <Spinner aria-label="Loading" />
      </Bullseye>
    );
  }
  if (object === null) {
    return (
      <EmptyState titleText={`${name} does not exist (any more)`} headingLevel="h1">
        <EmptyStateBody>It was deleted, or the link is old.</EmptyStateBody>
        <EmptyStateFooter>
          <Button onClick={() => void navigate(list.path)}>{`Back to ${list.title}`}</Button>
        </EmptyStateFooter>
      </EmptyState>
    );
  }
  const chosen = tabs.find((t) => t.id === parameters.get('tab')) ?? tabs[0]!;
  return (
    <>
      <PageSection>
        <Breadcrumb>
          <BreadcrumbItem>
            <Link to={list.path}>{list.title}</Link>
          </BreadcrumbItem>
          <BreadcrumbItem isActive>{name}</BreadcrumbItem>
        </Breadcrumb>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
          <FlexItem>
            <Title headingLevel="h1" className="w-break">
              {name} {status}
            </Title>
          </FlexItem>
          <FlexItem>{actions}</FlexItem>
        </Flex>
      </PageSection>
      <PageSection type="tabs">
        <Tabs
          activeKey={chosen.id}
          onSelect={(_, key) => setParameters({ tab: String(key) }, { replace: true })}
          usePageInsets
          aria-label="Details"
        >
          {tabs.map((t) => (
            <Tab key={t.id} eventKey={t.id} tabContentId="tab-body" title={<TabTitleText>{t.title}</TabTitleText>} />
          ))}
        </Tabs>
      </PageSection>
      <PageSection>
        <div id="tab-body" role="tabpanel" aria-label={chosen.title} className="w-stack">
          {chosen.body()}
        </div>
      </PageSection>
    </>
  );
}

/** Terms and what they are; undefined is shown as unknown. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <DescriptionList columnModifier={{ default: '1Col', lg: '2Col' }}>
      {facts.map(([term, value]) => (
        <DescriptionListGroup key={term}>
          <DescriptionListTerm>{term}</DescriptionListTerm>
          <DescriptionListDescription className="w-break">{value ?? 'unknown'}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
