import './console.css';
import htmx from 'htmx.org';
import {drawCharts, redrawCharts} from './charts.js';
import {connect} from './live.js';
import {readableTimes} from './times.js';
import {switchTheme} from './theme.js';

switchTheme(redrawCharts);
readableTimes(document);
drawCharts(document);
connect(htmx, fragment => {
    readableTimes(fragment);
    drawCharts(fragment);
});
document.querySelector('.sections [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'});
