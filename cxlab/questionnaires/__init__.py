"""A questionnaire written for survey tools and for people, one module a format, and its codes found again."""
