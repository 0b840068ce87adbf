"""The facets of an App or Router: `http`, `ws`, `sfn` and `dynamo`, one file each. Imported in Lambda."""
