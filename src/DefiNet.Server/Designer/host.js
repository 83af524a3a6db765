// The Studio has no router: a link of its own that names another page loads that page.
const push = history.pushState.bind(history);
history.pushState = (state, title, url) => {
    const to = url == null ? null : new URL(url, document.baseURI);
    if (to && to.pathname !== location.pathname) location.assign(to);
    else push(state, title, url);
};

// Set once the elements are there; set earlier they would be dropped.
const open = path => location.assign(new URL(path, document.baseURI));
const edit = id => open(`workflows/definitions/${encodeURIComponent(id)}/edit`);
const callbacks = {
    "elsa-workflow-definition-list": { editWorkflowDefinition: edit },
    "elsa-workflow-instance-list": { viewWorkflowInstance: id => open(`workflows/instances/${encodeURIComponent(id)}/view`) },
    "elsa-workflow-instance-viewer": { editWorkflowDefinition: edit },
};
for (const [name, properties] of Object.entries(callbacks)) {
    const element = document.querySelector(name);
    if (element) customElements.whenDefined(name).then(() => Object.assign(element, properties));
}
