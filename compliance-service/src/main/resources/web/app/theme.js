// Light or dark: what the system says, until somebody presses the button. The server renders the choice from a cookie,
// so that no page flashes in the wrong colours.
const YEAR = 365 * 24 * 60 * 60;
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen === 'dark' || (chosen !== 'light' && dark.matches);
}

export function switchTheme(changed) {
    dark.addEventListener('change', changed);
    document.getElementById('theme')?.addEventListener('click', () => {
        const theme = isDark() ? 'light' : 'dark';
        document.documentElement.dataset.theme = theme;
        const secure = location.protocol === 'https:' ? '; Secure' : '';
        document.cookie = `leeward-theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Strict${secure}`;
        changed();
    });
}
