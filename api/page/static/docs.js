"use strict";
// Signed in by the page's link, /openapi.json is readable; programs send their token.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#reference", deepLinking: true, validatorUrl: null });
