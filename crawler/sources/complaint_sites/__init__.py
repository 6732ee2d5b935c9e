"""Sites whose whole content is complaints."""
