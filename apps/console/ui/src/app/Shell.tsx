import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import {
  Alert, Button, Masthead, MastheadBrand, MastheadContent, MastheadLogo, MastheadMain, MastheadToggle, Nav, NavGroup,
  NavItem, Page, PageSidebar, PageSidebarBody, PageToggleButton, SkipToContent, Toolbar, ToolbarContent, ToolbarItem,
} from '@patternfly/react-core';
import { BarsIcon, MoonIcon, SunIcon } from '@patternfly/react-icons';
import { session } from '../api/http';
import { collection } from '../api/watch';
import { KINDS } from '../api/kinds';
import { useTheme } from './useTheme';

const GROUPS: [string, [string, string][]][] = [
  ['Migration', [
    ['Overview', '/overview'],
    ['Providers', '/providers'],
    ['Migration plans', '/plans'],
    ['Network maps', '/networkmaps'],
    ['Storage maps', '/storagemaps'],
  ]],
  ['Virtual machines', [
    ['Virtual machines', '/vms'],
    ['Live migrations', '/livemigrations'],
    ['Migration policies', '/policies'],
    ['Storage migrations', '/storagemigrations'],
    ['Nodes', '/nodes'],
  ]],
  ['', [
    ['Settings', '/settings'],
    ['Help', '/help'],
  ]],
];

export function Shell({ children }: { children: ReactNode }) {
  const { dark, toggle } = useTheme();
  const [title, setTitle] = useState('Wherry');
  const location = useLocation();
  useEffect(() => {
    const entry = GROUPS.flatMap(([, e]) => e).find(([, path]) => location.pathname.startsWith(path));
    setTitle(entry ? `${entry[0]} · Wherry` : 'Wherry');
  }, [location.pathname]);
  useEffect(() => void (document.title = title), [title]);
  return (
    <Page
      mainContainerId="main"
      mainTabIndex={0}
      isManagedSidebar
      skipToContent={<SkipToContent href="#main">Skip to content</SkipToContent>}
      masthead={
        <Masthead>
          <MastheadMain>
            <MastheadToggle>
              <PageToggleButton variant="plain" aria-label="Navigation">
                <BarsIcon />
              </PageToggleButton>
            </MastheadToggle>
            <MastheadBrand>
              <MastheadLogo component={(props) => <Link {...props} to="/overview" />}>
                <img src="/console/wherry.svg" alt="" width={28} height={28} /> <strong>Wherry</strong>
              </MastheadLogo>
            </MastheadBrand>
          </MastheadMain>
          <MastheadContent>
            <Toolbar isStatic>
              <ToolbarContent>
                <ToolbarItem align={{ default: 'alignEnd' }}>
                  <Button
                    variant="plain"
                    aria-label={dark ? 'Light colours' : 'Dark colours'}
                    icon={dark ? <SunIcon /> : <MoonIcon />}
                    onClick={toggle}
                  />
                </ToolbarItem>
                <ToolbarItem>
                  <Button variant="plain" onClick={() => session.end()}>
                    Log out
                  </Button>
                </ToolbarItem>
              </ToolbarContent>
            </Toolbar>
          </MastheadContent>
        </Masthead>
      }
      sidebar={
        <PageSidebar>
          <PageSidebarBody>
            <Nav aria-label="Main">
              {GROUPS.map(([group, entries]) => (
                <NavGroup key={group || 'more'} title={group} aria-label={group || 'More'}>
                  {entries.map(([name, path]) => (
                    <NavItem key={path} isActive={location.pathname.startsWith(path)}>
                      <NavLink to={path}>{name}</NavLink>
                    </NavItem>
                  ))}
                </NavGroup>
              ))}
            </Nav>
          </PageSidebarBody>
        </PageSidebar>
      }
    >
      <Connection />
      {children}
    </Page>
  );
}

/** Old data stays on the screen; this says how old it is. */
function Connection() {
  const plans = collection(KINDS.plan);
  const { error, since } = useSyncExternalStore(plans.subscribe, plans.get);
  if (!error || !since) return null;
  return (
    <Alert isInline variant="warning" title="The connection to the server is lost" isLiveRegion>
      Shown is the state of {new Date(since).toLocaleTimeString()}. Trying again by itself. {error.message}
    </Alert>
  );
}
