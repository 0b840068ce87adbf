"""SQS queues: `app.queue("jobs", Job)`."""
